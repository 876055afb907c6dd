namespace Plum.Standalone.Durable;

/// <summary>The rules of the Functions host for an orchestration's id.</summary>
internal static class InstanceId
{
    private const int Longest = 100;

    public static string Checked(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var fits = id.Length <= Longest && id[0] != '@' && !id.AsSpan().ContainsAny("/\\#?") && !id.Any(char.IsControl);
        return fits
            ? id
            : throw new ArgumentException(
                $"An instance ID holds 1 to {Longest} characters, none of / \\ # ? nor a control character, and does not begin with @.",
                nameof(id));
    }
}
