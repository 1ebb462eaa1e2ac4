"""What CKAN's API offers of publishing, who may do it, and what nobody changes by hand."""
