using System.Text.Json;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.GitHub;

/// <summary>The forms for issues, which GitHub drops without a word when they are faulty.</summary>
public sealed class IssueFormTests
{
    private static readonly string[] Top =
        ["name", "description", "title", "labels", "assignees", "projects", "type", "body"];
    private static readonly string[] OfElement = ["type", "id", "attributes", "validations"];
    private static readonly string[] OfConfig = ["blank_issues_enabled", "contact_links"];

    // GitHub's schema of issue forms: what each kind of element may say of itself.
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["markdown"] = ["value"],
        ["textarea"] = ["label", "description", "placeholder", "value", "render"],
        ["input"] = ["label", "description", "placeholder", "value"],
        ["dropdown"] = ["label", "description", "multiple", "options", "default"],
        ["checkboxes"] = ["label", "description", "options"],
    };

    public static TheoryData<string> Forms =>
        [.. Tree
            .Files(".github/ISSUE_TEMPLATE", "*.yml")
            .Where(path => !path.EndsWith("/config.yml", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Form_IsOneThatGitHubShows(string path)
    {
        var form = await Node.YamlAsync(Tree.Read(path));
        Assert.All(form.EnumerateObject(), property => Assert.Contains(property.Name, Top));
        Assert.All(["name", "description"], key => Assert.NotEmpty(form.GetProperty(key).GetString()!));
        var body = form.GetProperty("body").EnumerateArray().ToArray();

        Assert.All(body, CheckElement);
        var asked = body.Where(element => element.GetProperty("type").GetString() != "markdown").ToArray();
        Assert.NotEmpty(asked);
        Assert.Distinct(asked.Select(element => element.GetProperty("id").GetString()));
        Assert.Distinct(asked.Select(element => element.GetProperty("attributes").GetProperty("label").GetString()));
    }

    [Fact]
    public async Task Config_LeadsSomewhere()
    {
        var config = await Node.YamlAsync(Tree.Read(".github/ISSUE_TEMPLATE/config.yml"));

        Assert.All(config.EnumerateObject(), property => Assert.Contains(property.Name, OfConfig));
        Assert.True(config.GetProperty("blank_issues_enabled").ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.All(config.GetProperty("contact_links").EnumerateArray(), link =>
        {
            Assert.Equal(["about", "name", "url"], link.EnumerateObject().Select(property => property.Name).Order());
            Assert.True(Uri.TryCreate(link.GetProperty("url").GetString(), UriKind.Absolute, out _));
        });
    }

    private static void CheckElement(JsonElement element)
    {
        Assert.All(element.EnumerateObject(), property => Assert.Contains(property.Name, OfElement));
        var kind = element.GetProperty("type").GetString()!;
        Assert.Contains(kind, Kinds.Keys);
        var attributes = element.GetProperty("attributes");
        Assert.All(attributes.EnumerateObject(), property => Assert.Contains(property.Name, Kinds[kind]));
        Assert.True(!element.TryGetProperty("id", out var id)
            || id.GetString()!.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        if (element.TryGetProperty("validations", out var validations))
        {
            Assert.Equal("required", Assert.Single(validations.EnumerateObject()).Name);
            Assert.True(validations.GetProperty("required").ValueKind is JsonValueKind.True or JsonValueKind.False);
        }

        Assert.NotEmpty(attributes.GetProperty(kind == "markdown" ? "value" : "label").GetString()!);
        if (kind is "dropdown" or "checkboxes")
        {
            var options = attributes
                .GetProperty("options")
                .EnumerateArray()
                .Select(option => option.GetRawText())
                .ToArray();
            Assert.NotEmpty(options);
            Assert.Distinct(options);
        }
    }
}
