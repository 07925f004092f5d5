"""What was decided before the data: units, measures, forms, campaign, rubric and awards."""
