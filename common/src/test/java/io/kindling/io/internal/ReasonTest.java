package io.kindling.io.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    /** Hadoop's RemoteException has the server's stack trace in its message. */
    @Test
    void messageOfAnotherMachine_isOneLineWithoutItsStackTrace() {
        assertThat(Reason.of(new IOException("org.apache.hadoop.security.AccessControlException: Permission denied:"
                        + " user=eve, access=WRITE, inode=\"/\"\n"
                        + "\tat org.apache.hadoop.X.check(X.java:9)\n\tat java.base/Y\n")))
                .isEqualTo("Permission denied: user=eve, access=WRITE, inode=\"/\"");
    }

    @Test
    void missingMessage_isTheNameOfTheException() {
        assertThat(Reason.of(new IOException())).isEqualTo("IOException");
        assertThat(Reason.of(new IOException("\n"))).isEqualTo("IOException");
    }

    @Test
    void otherMessages_stay() {
        assertThat(Reason.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
    }
}
