using System.Buffers;
using System.Text.Json;

namespace Netes.Network.Cni;

/// <summary>
/// The CNI configuration that containerd reads: the standard plugins bridge, host-local and portmap
/// (https://www.cni.dev/docs/spec/; loopback is added by the runtime itself).
/// </summary>
public static class CniConfig
{
    public const string FileName = "10-netes.conflist";

    /// <summary>Writes the configuration into the runtime's CNI directory, replacing it in one step.</summary>
    public static void Write(string directory, PodNetworkOptions options)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, FileName);
        string temporary = path + ".tmp";
        File.WriteAllBytes(temporary, Render(options));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The conflist's UTF-8 JSON.</summary>
    public static byte[] Render(PodNetworkOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("cniVersion", "1.0.0");
            json.WriteString("name", options.NetworkName);
            json.WriteStartArray("plugins");
            WriteBridge(json, options);
            WritePortMap(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteBridge(Utf8JsonWriter json, PodNetworkOptions options)
    {
        json.WriteStartObject();
        json.WriteString("type", "bridge");
        json.WriteString("bridge", options.Bridge);
        json.WriteBoolean("isGateway", true);
        json.WriteBoolean("isDefaultGateway", true);
        // PodNetwork masquerades with two nftables rules; the plugin would start iptables for every Pod.
        json.WriteBoolean("ipMasq", false);
        json.WriteBoolean("hairpinMode", true);
        json.WriteBoolean("promiscMode", false);
        if (options.Mtu > 0)
        {
            json.WriteNumber("mtu", options.Mtu);
        }

        json.WriteStartObject("ipam");
        json.WriteString("type", "host-local");
        json.WriteString("dataDir", options.StateDirectory);
        json.WriteStartArray("ranges");
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("subnet", options.PodCidr);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePortMap(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "portmap");
        json.WriteStartObject("capabilities");
        json.WriteBoolean("portMappings", true);
        json.WriteEndObject();
        json.WriteBoolean("snat", true);
        json.WriteEndObject();
    }
}
