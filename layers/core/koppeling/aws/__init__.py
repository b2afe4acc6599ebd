"""The ports on AWS (wolk): the only modules that talk to DynamoDB, S3, Secrets Manager and SNS."""
