using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Shared;
using Xunit;

namespace Plum.Functions.Tests;

/// <summary>
/// The Functions host gives a request to the first function, in the order of their names whatever the case, whose route
/// and methods fit; so where two fit, the name of the one with the more literal route has to come first.
/// </summary>
public sealed class RouteOrderTests
{
    private static readonly IInlineConstraintResolver Constraints =
        new ServiceCollection().AddRouting().BuildServiceProvider().GetRequiredService<IInlineConstraintResolver>();

    private static HttpFunction[] App { get; } =
    [
        .. from method in typeof(PlumApp).Assembly.GetTypes().SelectMany(type => type.GetMethods())
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           let name = method.GetCustomAttribute<FunctionAttribute>()!.Name
           select new HttpFunction(name, trigger.Route!, trigger.Methods),
    ];

    [Fact]
    public void NoFunction_TakesRequestsFromOneWithAMoreLiteralRoute() => Assert.Empty(Collisions(App));

    [Fact]
    public void FunctionThatTakesEverythingElse_IsTheLast()
    {
        var last = App.MaxBy(function => function.Name, StringComparer.OrdinalIgnoreCase)!;

        Assert.Equal(("{*path}", true), (last.Template, last.Methods is not { Length: > 0 }));
    }

    [Theory]
    [InlineData("All POST campaigns/{id}", "Start POST campaigns/start", "Start loses /campaigns/start to All")]
    [InlineData("All GET campaigns/{id}", "Start POST campaigns/start", null)] // no method is of both
    [InlineData("All * campaigns/{id}", "Start POST campaigns/start", "Start loses /campaigns/start to All")]
    [InlineData("campaign POST api/{id}", "Boot POST api/boot", null)] // the case of a name does not count
    [InlineData("Campaign POST api/{id}", "drop GET,post api/drop", "drop loses /api/drop to Campaign")]
    [InlineData("List GET things/{id?}", "Things GET things", "Things loses /things to List")]
    [InlineData("All GET {*path}", "List GET things/{id}", "List loses /things/1 to All")]
    [InlineData("Files GET files/{*path}", "News GET files/news/{id}", "News loses /files/news/1 to Files")]
    [InlineData("Number GET lots/{n:int}", "Word GET lots/word", null)]
    [InlineData("Name GET lots/{n:alpha}", "Word GET lots/word", "Word loses /lots/word to Name")]
    [InlineData("All GET {*path}", "Home GET {ignored:maxlength(0)?}", "Home loses / to All")]
    [InlineData("Home GET {ignored:maxlength(0)?}", "Live GET live", null)]
    [InlineData("Lot GET lots/{n}", "Number GET lots/{n:int}", "Number loses /lots/1 to Lot")]
    [InlineData("A GET lots/{id}/parts", "B GET lots/new/{part}", "B loses /lots/new/parts to A")]
    [InlineData("A GET lots/{id}", "B GET lots/{name}", "B loses /lots/1 to A")] // whatever the names
    [InlineData("A GET lots/{id}", "B GET lots/{id}/parts", null)]
    public void Collision_IsFound(string first, string second, string? found)
    {
        string[] expected = found is null ? [] : [found];
        Assert.Equal(expected, Collisions([HttpFunction.Parse(second), HttpFunction.Parse(first)]));
    }

    [Fact]
    public void Collision_IsGone_WhenTheNamesAreTheOtherWayRound() => Assert.Empty(Collisions(
        [HttpFunction.Parse("Zoom POST campaigns/{id}"), HttpFunction.Parse("Start POST campaigns/start")]));

    private static List<string> Collisions(IEnumerable<HttpFunction> functions)
    {
        var inOrder = functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return
        [
            .. from pair in inOrder.Index()
               from later in inOrder.Skip(pair.Index + 1)
               where pair.Item.SharesAMethodWith(later) && pair.Item.Precedence >= later.Precedence
               let path = PathOfBoth(pair.Item, later)
               where path is not null
               select $"{later.Name} loses {path} to {pair.Item.Name}",
        ];
    }

    private static string? PathOfBoth(HttpFunction one, HttpFunction other) =>
        one.PathsLike(other).Concat(other.PathsLike(one)).FirstOrDefault(path => one.Takes(path) && other.Takes(path));

    private sealed record HttpFunction(string Name, string Template, string[]? Methods)
    {
        // Some fit the constraints of numbers, some those of words.
        private static readonly string[] Values = ["1", "a"];

        private readonly PathTemplate _template = new(Template, Constraints);

        /// <summary>What ASP.NET Core goes by: the lower, the more literal.</summary>
        public decimal Precedence => _template.Pattern.InboundPrecedence;

        /// <param name="text">Such as <c>GetThing GET,HEAD things/{id}</c>; with * it takes all methods.</param>
        public static HttpFunction Parse(string text)
        {
            var words = text.Split(' ');
            return new(words[0], words[2], words[1] == "*" ? null : words[1].Split(','));
        }

        public bool SharesAMethodWith(HttpFunction other) =>
            Methods is not { Length: > 0 } || other.Methods is not { Length: > 0 }
            || Methods.Intersect(other.Methods, StringComparer.OrdinalIgnoreCase).Any();

        public bool Takes(string path) => _template.Matches(path);

        /// <summary>
        /// Paths of this function whose parameters are the other's literals, as far as it has any there.
        /// </summary>
        public List<string> PathsLike(HttpFunction other)
        {
            IEnumerable<string> whole = [""];
            IEnumerable<string> cut = [];
            foreach (var (place, segment) in _template.Pattern.PathSegments.Index())
            {
                if (segment.Parts is [RoutePatternParameterPart parameter])
                {
                    cut = parameter.IsOptional || parameter.IsCatchAll ? cut.Concat(whole) : cut;
                    string[] values = [.. other.LiteralAt(place), .. Values];
                    whole = whole.SelectMany(path => values.Select(value => $"{path}/{value}"));
                }
                else
                {
                    var literal = (RoutePatternLiteralPart)segment.Parts.Single();
                    whole = whole.Select(path => $"{path}/{literal.Content}");
                }
            }

            var paths = whole.Concat(cut).Select(path => path.Length == 0 ? "/" : path).Where(Takes).ToList();
            Assert.True(paths.Count > 0, $"No path was found for {Template}.");
            return paths;
        }

        private IEnumerable<string> LiteralAt(int place) =>
            from segment in _template.Pattern.PathSegments.Skip(place).Take(1)
            from part in segment.Parts.OfType<RoutePatternLiteralPart>()
            select part.Content;
    }
}
