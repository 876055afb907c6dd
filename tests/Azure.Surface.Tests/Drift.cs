namespace Azure.Surface.Tests;

/// <summary>Where two assemblies differ that are to be one to those who use them; each difference names the member and both sides.</summary>
internal static class Drift
{
    /// <summary>What is used and not offered.</summary>
    /// <param name="offers">What <paramref name="offering"/> offers, by any name.</param>
    public static IEnumerable<string> Missing(IEnumerable<Member> uses, IReadOnlyList<Member> offers, string offering)
    {
        var references = offers.Select(offer => offer.Reference).ToHashSet();
        return uses
            .Where(use => !references.Contains(use.Reference))
            .Select(use => $"{use.Type}.{use.Name}\n  is used:  {use}\n  {offering} has:  {Namesakes(use, offers)}");
    }

    /// <summary>What the stand-in offers otherwise than the packages do, or beyond them.</summary>
    public static IEnumerable<string> Beyond(IEnumerable<Member> standIn, IReadOnlyList<Member> packages)
    {
        var known = packages.ToLookup(member => member.Reference);
        return standIn
            .Where(member => !known[member.Reference].Any(real => Holds(member.Detail, real.Detail)))
            .Select(member =>
                $"{member.Type}.{member.Name}\n  Plum.Standalone has:  {member}\n  the package has:  {Namesakes(member, packages)}");
    }

    // That the stand-in lets less be overridden is no drift: whoever tries sees it at once.
    private static bool Holds(string standIn, string package) =>
        standIn == package || Member.Overridable + ' ' + standIn == package;

    private static string Namesakes(Member member, IReadOnlyList<Member> offers) =>
        offers.Where(offer => offer.Type == member.Type && offer.Name == member.Name).ToArray() switch
        {
            [] when offers.All(offer => offer.Type != member.Type) => "no such type",
            [] => "nothing of that name",
            var found => string.Join("\n    or  ", found.AsEnumerable()),
        };
}
