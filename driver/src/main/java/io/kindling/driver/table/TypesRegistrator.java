package io.kindling.driver.table;

import com.esotericsoftware.kryo.Kryo;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What Spark SQL sends through Kryo where it finds out the types of a table's columns, and does not register by itself. */
public final class TypesRegistrator implements KryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(StructType.class);
        kryo.register(StructType[].class);
        kryo.register(StructField.class);
        kryo.register(StructField[].class);
        kryo.register(Metadata.class);
        kryo.register(ArrayType.class);
        kryo.register(MapType.class);
        kryo.register(DecimalType.class);
        List.of(
                        DataTypes.NullType,
                        DataTypes.BooleanType,
                        DataTypes.ByteType,
                        DataTypes.ShortType,
                        DataTypes.IntegerType,
                        DataTypes.LongType,
                        DataTypes.FloatType,
                        DataTypes.DoubleType,
                        DataTypes.StringType,
                        DataTypes.BinaryType,
                        DataTypes.CalendarIntervalType,
                        DataTypes.DateType,
                        DataTypes.TimestampType,
                        DataTypes.TimestampNTZType)
                .forEach(type -> kryo.register(type.getClass()));
    }
}
