"""What is sent and what comes back, as OpenAPI describes it; requests are checked against it."""
