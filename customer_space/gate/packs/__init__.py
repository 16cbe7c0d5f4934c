"""The law as dated data: what each place asks for, with sources and a day to look again."""
