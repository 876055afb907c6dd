using System.Text.Json;
using Plum.Core.Validation;

namespace Plum.Core.Schedules;

/// <summary>What a request says about a schedule. What it does not mention stays as it is.</summary>
/// <param name="Days">
/// The days as lower-case three-letter names, in the order sent, each once; null when not mentioned.
/// </param>
/// <param name="Renames">Whether the nickname was mentioned; an empty one takes the nickname away.</param>
public sealed record ScheduleEdit(IReadOnlyList<string>? Days, bool Renames, string? Nickname)
{
    public const int MaxNickname = 64;

    /// <summary>The fields read.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["days", "nickname", "name"];

    private static readonly string[] Names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>
    /// Reads the fields of Create Schedule or Update Schedule; the reader notes what is wrong with them.
    /// </summary>
    /// <remarks>Update Schedule calls the nickname <c>name</c>.</remarks>
    public static ScheduleEdit Read(FieldReader fields)
    {
        var nickname = fields.NameOf("nickname", "name");
        return new(ReadDays(fields), fields.Has(nickname), fields.Text(nickname, MaxNickname));
    }

    public Schedule Create(int id) => new(id, Days!, Nickname);

    public Schedule ApplyTo(Schedule schedule) => schedule with
    {
        DaysAsGiven = Days ?? schedule.DaysAsGiven,
        Nickname = Renames ? Nickname : schedule.Nickname,
    };

    private static List<string>? ReadDays(FieldReader fields)
    {
        if (fields.RequireWhereSent("days").Array("days", maxItems: 100) is not { } items)
        {
            return null;
        }

        var days = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            if (DayIn(items[i]) is not { } day)
            {
                fields.Errors.Add($"days.{i}", ValidationTexts.Invalid);
            }
            else if (!days.Contains(day))
            {
                days.Add(day);
            }
        }

        return days;
    }

    private static string? DayIn(JsonElement item) =>
        SentValue.Text(item)?.Trim().ToLowerInvariant() is { } day && Names.Contains(day) ? day : null;
}
