"""What people and programs read (rapporten): pure, from a book to bytes."""
