using NodaTime;
using Plum.Core.Validation;

namespace Plum.Core.Campaigns;

/// <summary>
/// One entry of a campaign's <c>profiles</c> as sent: a profile by nickname or id, and its window of the day.
/// </summary>
/// <param name="Index">Its place in the array, for errors found later.</param>
/// <param name="End">Midnight is the end of the day.</param>
/// <param name="Nickname">
/// The nickname shown beside the profile's id, as Get Campaigns does; null when there is none.
/// </param>
public sealed record WindowEdit(int Index, string Profile, LocalTime Start, LocalTime End, string? Nickname = null)
{
    /// <summary>
    /// A window an hour is more than anyone has asked for, and a change of all of them is still one transaction.
    /// </summary>
    public const int MaxWindows = 24;

    private static readonly string[] Taken = ["profile", "profile_id", "nickname", "start_time", "end_time"];

    /// <summary>
    /// The <c>profiles</c> of a request, those that will not do left out and noted; null when they were not mentioned.
    /// </summary>
    public static IReadOnlyList<WindowEdit>? Read(FieldReader fields)
    {
        if (fields.Array("profiles", MaxWindows) is not { } items)
        {
            return null;
        }

        var windows = new List<WindowEdit>();
        for (var i = 0; i < items.Count; i++)
        {
            var path = $"profiles.{i}";
            if (items[i].ValueKind != System.Text.Json.JsonValueKind.Object)
            {
                fields.Errors.Add(path, ValidationTexts.Array);
            }
            else
            {
                if (ReadOne(fields.Within(path, items[i]), path, i) is { } window)
                {
                    windows.Add(window);
                }

                fields.Errors.RefuseOthers(
                    items[i].EnumerateObject().Select(field => $"{path}.{field.Name}"),
                    Taken.Select(field => $"{path}.{field}"));
            }
        }

        NoteOverlap(fields.Errors, windows);
        return windows;
    }

    private static WindowEdit? ReadOne(FieldReader entry, string path, int index)
    {
        var name = entry.NameOf($"{path}.profile", $"{path}.profile_id");
        var profile = entry.Text(name, 64);
        var start = entry.Time($"{path}.start_time");
        var end = entry.EndTime($"{path}.end_time");
        var nickname = entry.Text($"{path}.nickname", 64);
        entry.Require(name).Require($"{path}.start_time").Require($"{path}.end_time");
        if (end <= start && end != LocalTime.Midnight)
        {
            entry.Errors.Add($"{path}.end_time", ValidationTexts.After($"{path}.end_time", $"{path}.start_time"));
            return null;
        }

        return profile is null || start is null || end is null
            ? null
            : new(index, profile, start.Value, end.Value, nickname);
    }

    // One pair is enough to say what is wrong, and each field's fault is named once.
    private static void NoteOverlap(FieldErrors errors, List<WindowEdit> windows)
    {
        var inOrder = windows.OrderBy(window => window.Start).ToList();
        for (var i = 1; i < inOrder.Count; i++)
        {
            if (inOrder[i - 1].End == LocalTime.Midnight || inOrder[i].Start < inOrder[i - 1].End)
            {
                errors.Add(
                    "profiles", ValidationTexts.Overlap("profiles", inOrder[i - 1].ToString(), inOrder[i].ToString()));
                return;
            }
        }
    }

    public override string ToString() => $"{WindowTimes.Start(Start)}-{WindowTimes.End(End)}";
}
