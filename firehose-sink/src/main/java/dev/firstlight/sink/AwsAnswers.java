package dev.firstlight.sink;

import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK throws as a verdict, alike for all services. */
final class AwsAnswers {

    /** "Too much at once": Firehose's word (API reference, PutRecordBatch), and S3's. */
    private static final Set<String> THROTTLED = Set.of("ServiceUnavailableException", "SlowDown");

    private static final int UNAVAILABLE = 503;
    private static final int FORBIDDEN = 403;

    /** Error codes that say who we are is not known or not enough (API references, common errors; KMS keys of a stream). */
    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidKMSResourceException",
            "InvalidSignatureException",
            "InvalidToken",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "OptInRequired",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private AwsAnswers() {}

    static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
    }

    static boolean isThrottled(String code) {
        return THROTTLED.contains(code);
    }

    /** Of an error that was answered. */
    static Delivery.Verdict verdict(AwsServiceException e) {
        String code = code(e);
        if (e.isThrottlingException() || isThrottled(code) || e.statusCode() == UNAVAILABLE) {
            return Delivery.Verdict.THROTTLED;
        }
        if (DENIED.contains(code) || e.statusCode() == FORBIDDEN) {
            return Delivery.Verdict.DENIED;
        }
        return e.statusCode() >= 500 ? Delivery.Verdict.UNREACHABLE : Delivery.Verdict.REFUSED;
    }

    /** Of no answer at all, or no call. */
    static Delivery.Verdict verdict(SdkException e) {
        // The bound of a call and that of its one attempt are the same, so either may end it.
        boolean isOfTheNetwork = e instanceof ApiCallTimeoutException
                || e instanceof ApiCallAttemptTimeoutException
                || e instanceof AbortedException;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            isOfTheNetwork |= cause instanceof IOException;
        }
        // What fails before a connection is tried is the finding of credentials; the SDK has no exception of its own
        // for it.
        return isOfTheNetwork ? Delivery.Verdict.UNREACHABLE : Delivery.Verdict.DENIED;
    }
}
