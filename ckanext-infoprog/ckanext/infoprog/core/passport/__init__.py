"""The passport of a dataset: what Resolution 835 asks for, in which words, within which bounds."""
