package io.kindling.program.internal.collective;

import io.kindling.program.PhaseException;
import io.kindling.program.internal.replica.ShardResult;
import java.util.List;

/** The bytes in which a rank tells the others what its shards gave, except gradients. */
public interface ResultCodec {
    byte[] write(List<ShardResult> results);

    byte[] write(PhaseException failure);

    /** @throws PhaseException if that is what was written */
    List<ShardResult> read(byte[] bytes);
}
