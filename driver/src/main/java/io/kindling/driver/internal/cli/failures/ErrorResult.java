package io.kindling.driver.internal.cli.failures;

import io.kindling.ErrorCategory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a failed command, written in place of its normal result.
 *
 * @param command the command's name
 * @param category what kind of error it is
 * @param message the error message
 */
record ErrorResult(String command, ErrorCategory category, String message) {
    static ErrorResult of(String command, Throwable failure) {
        ErrorCategory category = ExitCode.category(failure);
        return new ErrorResult(command, category, Failure.message(failure, category));
    }

    /** Returns {@code {"command":"train","error":{"exit":3,"message":".."}}}. */
    Map<String, Object> asJson() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("exit", category.exitCode());
        error.put("message", message);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", command);
        json.put("error", error);
        return json;
    }
}
