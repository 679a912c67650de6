package io.kindling.driver.internal.cli.failures;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a failed command, written in place of its normal result.
 *
 * @param command the command's name
 * @param code the exit code of the process
 * @param message the error message
 */
record ErrorResult(String command, ExitCode code, String message) {
    static ErrorResult of(String command, Throwable failure) {
        ExitCode code = ExitCode.of(failure);
        return new ErrorResult(command, code, Failure.message(failure, code));
    }

    /** Returns {@code {"command":"train","error":{"exit":3,"message":".."}}}. */
    Map<String, Object> asJson() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("exit", code.number());
        error.put("message", message);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", command);
        json.put("error", error);
        return json;
    }
}
