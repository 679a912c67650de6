package io.kindling.worker.internal.machine;

import io.kindling.data.DataException;
import java.io.Serializable;

/** Tries whether a process can read rows, by the beginnings of their files. It is sent to executors. */
public interface RowProbe extends Serializable {
    /** @throws DataException if this process cannot read the rows */
    void read();
}
