"""What comes in from other systems and goes out to them: today the import of a CRM's exports."""
