package dev.preceptor.contracts.jsonlines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the rows of a Parquet file, the format in which the Hugging Face hub publishes data sets, as JSON objects. Lists and maps are
 * read by the rules of the Parquet format (LogicalTypes.md, "Nested Types"). Binary columns that are not declared as text are read as
 * UTF-8 text, as older writers do not declare it.
 */
final class ParquetRows {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private ParquetRows() {}

    /** Whether a file begins as Parquet files do; false if it cannot be read. */
    static boolean isParquet(Path file) {
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads all rows, in order.
     *
     * @param problem creates an exception from a message, which names the file
     * @throws RuntimeException created by {@code problem}, if the file is damaged or packed with an unknown codec
     */
    static List<ObjectNode> read(Path file, Function<String, ? extends RuntimeException> problem) {
        if (!endsAsParquet(file)) {
            throw problem.apply(file + ": is an incomplete Parquet file");
        }
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
            List<ObjectNode> rows = new ArrayList<>();
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records = columns.getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    rows.add(object(records.read()));
                }
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            throw problem.apply(file + ": is not a readable Parquet file: " + e.getMessage());
        }
    }

    private static boolean endsAsParquet(Path file) {
        try (var in = Files.newByteChannel(file)) {
            in.position(Math.max(0, in.size() - MAGIC.length));
            return Arrays.equals(Channels.newInputStream(in).readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    private static ObjectNode object(Group group) {
        ObjectNode object = JSON.objectNode();
        GroupType type = group.getType();
        for (int field = 0; field < type.getFieldCount(); field++) {
            object.set(type.getFieldName(field), field(group, field));
        }
        return object;
    }

    private static JsonNode field(Group group, int field) {
        Type type = group.getType().getType(field);
        int count = group.getFieldRepetitionCount(field);
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            ArrayNode list = JSON.arrayNode();
            for (int i = 0; i < count; i++) {
                list.add(value(group, field, i));
            }
            return list;
        }
        return count == 0 ? JSON.nullNode() : value(group, field, 0);
    }

    private static JsonNode value(Group group, int field, int index) {
        Type type = group.getType().getType(field);
        if (type.isPrimitive()) {
            return primitive(group, field, index);
        }
        Group inner = group.getGroup(field, index);
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof ListLogicalTypeAnnotation) {
            return list(inner);
        }
        return logical instanceof MapLogicalTypeAnnotation ? map(inner) : object(inner);
    }

    /** A list is a group with one repeated field, which is the element or, in the form of today, a group that holds only it. */
    private static JsonNode list(Group group) {
        Type repeated = group.getType().getType(0);
        ArrayNode list = JSON.arrayNode();
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            boolean wrapped = !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1;
            list.add(wrapped ? field(group.getGroup(0, i), 0) : value(group, 0, i));
        }
        return list;
    }

    /** A map is a group with one repeated group of a key and a value. */
    private static JsonNode map(Group group) {
        ObjectNode map = JSON.objectNode();
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            Group entry = group.getGroup(0, i);
            map.set(field(entry, 0).asText(), field(entry, 1));
        }
        return map;
    }

    private static JsonNode primitive(Group group, int field, int index) {
        var type = group.getType().getType(field).asPrimitiveType();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> JSON.booleanNode(group.getBoolean(field, index));
            case INT32 -> JSON.numberNode(group.getInteger(field, index));
            case INT64 -> JSON.numberNode(group.getLong(field, index));
            case FLOAT -> JSON.numberNode(group.getFloat(field, index));
            case DOUBLE -> JSON.numberNode(group.getDouble(field, index));
            case BINARY -> JSON.textNode(group.getBinary(field, index).toStringUsingUTF8());
            case INT96, FIXED_LEN_BYTE_ARRAY -> JSON.textNode(group.getValueToString(field, index));
        };
    }
}
