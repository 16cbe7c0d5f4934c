"""HTTP, HTML, the database, the clock, mail and jobs. Knows no customer."""
