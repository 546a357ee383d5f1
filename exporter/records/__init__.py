"""Stage 1, read: article records of any shape become Articles."""
