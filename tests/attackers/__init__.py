"""What a portal has to bear from a few who mean harm, while fifty people talk."""
