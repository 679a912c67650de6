package io.kindling.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler;

/** A YARN and an HDFS of one node each in this process, on the loopback interface. */
final class YarnCluster implements AutoCloseable {
    private static final int NODE_MANAGER_START_MILLIS = 60_000;

    private final MiniDFSCluster hdfs;
    private final MiniYARNCluster yarn;
    private final Path configuration;

    YarnCluster(Path folder) throws IOException, YarnException, InterruptedException {
        // Both clusters choose their folders by system properties.
        Map.of("test.build.data", "data", "test.build.dir", "build", "hadoop.log.dir", "logs")
                .forEach((property, name) ->
                        System.setProperty(property, folder.resolve(name).toString()));
        Configuration settings = new Configuration();
        settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        hdfs = new MiniDFSCluster.Builder(settings).build();
        YarnConfiguration ofYarn = new YarnConfiguration(hdfs.getConfiguration(0));
        ofYarn.set("yarn.resourcemanager.scheduler.class", FifoScheduler.class.getName());
        ofYarn.setInt("yarn.nodemanager.resource.memory-mb", 8192);
        ofYarn.setInt("yarn.nodemanager.resource.cpu-vcores", 8);
        ofYarn.setInt("yarn.scheduler.minimum-allocation-mb", 64);
        // The JVM reserves far more address space than it uses. Memory that it does use stays checked.
        ofYarn.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        ofYarn.setFloat("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
        yarn = new MiniYARNCluster("yarn", 1, 1, 1);
        yarn.init(ofYarn);
        yarn.start();
        if (!yarn.waitForNodeManagersToConnect(NODE_MANAGER_START_MILLIS)) {
            throw new IllegalStateException("The node manager did not start.");
        }
        configuration = Files.createDirectory(folder.resolve("conf"));
        Configuration ofClients = new Configuration(yarn.getConfig());
        // A class of the mini cluster, which clients do not have.
        ofClients.unset("net.topology.node.switch.mapping.impl");
        for (String file : List.of("core-site.xml", "yarn-site.xml")) {
            try (OutputStream out = Files.newOutputStream(configuration.resolve(file))) {
                ofClients.writeXml(out);
            }
        }
    }

    /** Returns the folder that {@code HADOOP_CONF_DIR} names. */
    Path configuration() {
        return configuration;
    }

    /** Returns the root of the HDFS. */
    String hdfs() {
        return hdfs.getURI().toString();
    }

    FileSystem files() throws IOException {
        return FileSystem.get(URI.create(hdfs()), hdfs.getConfiguration(0));
    }

    @Override
    public void close() {
        yarn.stop();
        hdfs.shutdown(true);
    }
}
