"""Local Salesforce and HubSpot that speak the vendors' wire and hold state.

Imports nothing of the product but `kernel`: a double that shared the product's
ideas of what a CRM does would prove nothing.
"""
