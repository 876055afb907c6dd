namespace Plum.Core.Validation;

/// <summary>Names of choices as requests, answers and records write them: in lower case.</summary>
public static class EnumNames
{
    public static string Lower<T>(this T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static string[] All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Lower)];
}
