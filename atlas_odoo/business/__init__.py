"""What agents can see and do: tools, their plans and how answers are rendered."""
