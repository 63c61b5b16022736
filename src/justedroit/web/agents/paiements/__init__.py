"""The payment orders, with their controls: prepared, released, sent; and what the bank sends back."""
