package io.kindling.deploy.fault;

import java.nio.file.Path;
import java.util.List;

/** The task of one shard ends its process at one step, and does not when it is computed again. */
record HarmfulTask(String harm) implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--set", "harm=" + harm + ",at=" + step + ",once=" + folder.resolve("done"));
    }
}
