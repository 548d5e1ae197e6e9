"""What is measured, beside its alternative in the same run. Nothing here is a test."""
