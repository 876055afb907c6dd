namespace Plum.Standalone.Durable;

/// <summary>Cuts a growing history into pages that are never written again, so that each turn writes little.</summary>
internal static class HistoryPages
{
    /// <summary>Bytes of a page, and at most of the part in the instance's row. Under a property's 64 KiB.</summary>
    public const int Size = 48 * 1024;

    /// <summary>The history after a turn, and the pages that became full with it.</summary>
    public static (SavedHistory Saved, IReadOnlyList<byte[]> Full) After(InstanceState before, InstanceState after)
    {
        var goesOn = before.ExecutionId == after.ExecutionId && after.IsLive;
        var known = goesOn ? before.History.Count : 0;
        var saved = goesOn ? before.Saved : SavedHistory.None;
        byte[] tail = [.. saved.Tail, .. HistoryText.Write(after.History.Skip(known))];
        var full = new List<byte[]>();
        var at = 0;
        for (; tail.Length - at > Size; at += Size)
        {
            full.Add(tail[at..(at + Size)]);
        }

        return (new SavedHistory(saved.Pages + full.Count, tail[at..]), full);
    }
}
