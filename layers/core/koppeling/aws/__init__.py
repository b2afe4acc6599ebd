"""The ports on DynamoDB, S3 and Secrets Manager; the only modules that import boto3."""
