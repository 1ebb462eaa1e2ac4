"""What it takes to raise, watch, save and take down a real portal on one machine."""
