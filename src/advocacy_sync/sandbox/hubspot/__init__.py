"""A local HubSpot portal: CRM objects, properties, associations, pipelines, owners and OAuth.

Speaks the v3 and v4 paths and the dated ones (`/crm/objects/2026-03/...`) over one state.
"""
