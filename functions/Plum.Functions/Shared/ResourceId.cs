using System.Globalization;

namespace Plum.Functions.Shared;

/// <summary>The id in a path. What is no id names nothing, so it is answered like an unknown one.</summary>
internal static class ResourceId
{
    public static bool TryParse(string? text, out int id) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id > 0;

    /// <summary>Like <see cref="TryParse"/>, with 0, which no resource has, for what is no id.</summary>
    public static int Of(string? text) => TryParse(text, out var id) ? id : 0;
}
