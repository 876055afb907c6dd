using System.Collections.Immutable;
using NodaTime;

namespace Plum.Core.Calls;

/// <summary>The stored form of a run's endings: some 16 bytes a call.</summary>
/// <remarks>
/// Short, because every look at a campaign reads all runs in flight. Caller ids are written once and referred to by
/// index; instants as what has passed since the one before.
/// </remarks>
internal static class RunEndings
{
    public static byte[] Write(ReadOnlySpan<RunEnding> endings)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var callerIds = CallerIds(endings);
        writer.Write7BitEncodedInt(callerIds.Count);
        callerIds.ForEach(writer.Write);
        var last = Instant.FromUnixTimeTicks(0);
        foreach (var ending in endings)
        {
            Write(writer, ending, last, callerIds.IndexOf(ending.Call.CallerId ?? ""));
            last = ending.Call.DialedAt;
        }

        writer.Flush();
        return bytes.ToArray();
    }

    public static ImmutableArray<RunEnding> Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var callerIds = new string?[reader.Read7BitEncodedInt()];
        for (var i = 0; i < callerIds.Length; i++)
        {
            callerIds[i] = reader.ReadString() is { Length: > 0 } callerId ? callerId : null;
        }

        var endings = ImmutableArray.CreateBuilder<RunEnding>();
        for (var last = Instant.FromUnixTimeTicks(0); reader.BaseStream.Position < bytes.Length; last =
            endings[^1].Call.DialedAt)
        {
            endings.Add(Read(reader, last, callerIds));
        }

        return endings.ToImmutable();
    }

    // "" stands for none.
    private static List<string> CallerIds(ReadOnlySpan<RunEnding> endings)
    {
        var callerIds = new List<string>();
        foreach (var ending in endings)
        {
            var callerId = ending.Call.CallerId ?? "";
            if (!callerIds.Contains(callerId))
            {
                callerIds.Add(callerId);
            }
        }

        return callerIds;
    }

    private static void Write(BinaryWriter writer, RunEnding ending, Instant last, int callerId)
    {
        var call = ending.Call;
        writer.Write7BitEncodedInt64((call.DialedAt - last).BclCompatibleTicks);
        writer.Write7BitEncodedInt64((ending.EndsAt - call.DialedAt).BclCompatibleTicks);
        writer.Write((byte)ending.Kind);
        writer.Write((byte)call.CalleeType);
        writer.Write7BitEncodedInt(callerId);
        writer.Write7BitEncodedInt(call.DurationSeconds);
        writer.Write7BitEncodedInt(call.Transfers);
        writer.Write7BitEncodedInt(call.TransferSeconds);
    }

    private static RunEnding Read(BinaryReader reader, Instant last, string?[] callerIds)
    {
        var dialedAt = last + Duration.FromTicks(reader.Read7BitEncodedInt64());
        var endsAt = dialedAt + Duration.FromTicks(reader.Read7BitEncodedInt64());
        var kind = (RunEndingKind)reader.ReadByte();
        var type = (CalleeType)reader.ReadByte();
        var callerId = callerIds[reader.Read7BitEncodedInt()];
        return new(
            endsAt,
            kind,
            new(
                dialedAt,
                callerId,
                type,
                reader.Read7BitEncodedInt(),
                reader.Read7BitEncodedInt(),
                reader.Read7BitEncodedInt()));
    }
}
