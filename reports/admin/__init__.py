"""The admin of the reports: what they are made of, and what has happened to them."""
