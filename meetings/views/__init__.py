"""The pages of meetings and documents, one module for each part of the site."""
