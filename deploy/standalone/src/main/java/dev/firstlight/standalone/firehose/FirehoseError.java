package dev.firstlight.standalone.firehose;

/**
 * Why a call is refused: the real service's error types and statuses, by which the AWS SDK chooses the exception it throws
 * (API reference of Amazon Data Firehose, "Errors" of each operation and "Common errors").
 */
public enum FirehoseError {
    EXPIRED_TOKEN("ExpiredTokenException", 403),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 400),
    INTERNAL_FAILURE("InternalFailure", 500),
    INVALID_ARGUMENT("InvalidArgumentException", 400),
    LIMIT_EXCEEDED("LimitExceededException", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 400),
    REQUEST_TOO_LARGE("RequestEntityTooLargeException", 413),
    RESOURCE_IN_USE("ResourceInUseException", 400),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 400),
    SERIALIZATION("SerializationException", 400),
    /** Under load too: Firehose throttles with it. 500 as the API reference has it; 503 is what the front door says. */
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 500),
    UNKNOWN_OPERATION("UnknownOperationException", 400),
    VALIDATION("ValidationException", 400);

    private final String type;
    private final int status;

    FirehoseError(String type, int status) {
        this.type = type;
        this.status = status;
    }

    /** What stands in {@code __type} and {@code x-amzn-ErrorType}. */
    public String type() {
        return type;
    }

    public int status() {
        return status;
    }
}
