"""Reports as one HTML file each, which opens anywhere without a network."""
