namespace Azure.Surface.Tests;

/// <summary>
/// A type, a method, an accessor, a constructor, a field or a base type, as a compiled assembly names it. <paramref name="Detail"/> holds
/// what callers depend on besides: the names of parameters and their defaults, static, constraints, the value of a constant.
/// </summary>
internal sealed record Member(string Type, string Name, string Signature = "", string Detail = "")
{
    /// <summary>What an assembly that uses the member has written down of it: nothing but this is looked for when it is loaded.</summary>
    public string Reference => Name.Length == 0 ? Type : $"{Type}.{Name}{Signature}";

    public const string Overridable = "overridable";

    public override string ToString() => Detail.Length == 0 ? Reference : $"{Reference}   {Detail}";
}
