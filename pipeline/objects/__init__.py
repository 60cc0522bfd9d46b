"""Folders on object storage: where they are, raw documents there, and a cache there.

Everything goes through fsspec, which is imported when the first URL is used. Credentials and endpoints come from where
fsspec and its file systems look for them: environment variables and their own configuration files.
"""
