"""What a report on images says, whatever its form: rows that people can act on, and rules that CI can fail by."""
