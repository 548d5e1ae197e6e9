"""What our council adds to the course generator."""
