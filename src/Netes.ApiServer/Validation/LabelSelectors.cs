using System.Diagnostics.CodeAnalysis;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;

namespace Netes.ApiServer.Validation;

/// <summary>From the selector in an object to the one that matches.</summary>
internal static class LabelSelectors
{
    /// <summary>False for a selector that breaks a rule; those are reported by <see cref="LabelRules.Selector"/>.</summary>
    public static bool TryParse(LabelSelector? selector, [NotNullWhen(true)] out Selector? parsed)
    {
        try
        {
            parsed = selector.ToSelector();
            return true;
        }
        catch (SelectorSyntaxException)
        {
            parsed = null;
            return false;
        }
    }
}
