package io.kindling.io;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;
import java.util.Map;
import org.apache.hadoop.util.VersionInfo;

/** Thrown for a path whose file system is not on the class path. The message names the artifact to add. */
public final class MissingFileSystemException extends KindlingException {
    private static final long serialVersionUID = 1L;

    /** Hadoop's modules by the schemes of their paths. */
    private static final Map<String, String> MODULES = Map.of(
            "s3a", "hadoop-aws",
            "abfs", "hadoop-azure",
            "abfss", "hadoop-azure",
            "wasb", "hadoop-azure",
            "wasbs", "hadoop-azure",
            "adl", "hadoop-azure-datalake",
            "gs", "hadoop-gcp",
            "oss", "hadoop-aliyun",
            "cosn", "hadoop-cos",
            "obs", "hadoop-huaweicloud");

    /** @param uri a path with a scheme */
    public MissingFileSystemException(String uri, Throwable cause) {
        super(ErrorCategory.USAGE, message(uri), cause);
    }

    private static String message(String uri) {
        String scheme = uri.replaceFirst(":.*", "");
        String module = MODULES.get(scheme);
        String remedy = module != null
                ? "Add org.apache.hadoop:" + module + ":" + VersionInfo.getVersion()
                        + ", with the artifacts that it needs, for example by --packages of spark-submit."
                : scheme.equals("s3") || scheme.equals("s3n")
                        ? "Write s3a://, and add org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion() + "."
                        : "Add the artifact that has it, or name its class in fs." + scheme + ".impl.";
        return "Cannot use " + uri + ": the class path has no file system for " + scheme + "://. " + remedy;
    }
}
