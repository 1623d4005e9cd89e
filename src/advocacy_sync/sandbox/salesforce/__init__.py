"""A local Salesforce org: REST, Bulk, SOAP login and OAuth over rows held in memory."""
