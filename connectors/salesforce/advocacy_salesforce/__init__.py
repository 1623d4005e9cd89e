"""The Salesforce room."""
