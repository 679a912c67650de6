package io.kindling.driver.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a failed command ended, for programs: what stands where its result would.
 *
 * @param command its name
 * @param code how the process ends
 * @param message what a person is told
 */
record ErrorResult(String command, ExitCode code, String message) {
    static ErrorResult of(String command, Throwable failure) {
        ExitCode code = ExitCode.of(failure);
        return new ErrorResult(command, code, Failure.message(failure, code));
    }

    /** {@code {"command":"train","error":{"exit":3,"message":".."}}}. */
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
