"""Answers already given to requests that carry an Idempotency-Key."""

from django.db import models

from reports.models.people import User


class IdempotentRequest(models.Model):
    """One request of one person under one key: a repeat gets the stored answer, a different body is refused."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    request_sha256 = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True)
    response_json = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="reports_idempotentrequest_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
