"""What a text states, read by rule: whom and what it names, amounts, whether it affirms or denies."""
